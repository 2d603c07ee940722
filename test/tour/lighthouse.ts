import type { Browser } from 'playwright-core';

/** The light that the scene is seen in: its colours, from the zenith to the water at one's feet. */
interface Light {
	readonly sky: readonly [string, string, string, string];
	readonly sea: readonly [string, string, string];
	readonly glow: string;
	readonly rock: readonly [string, string, string];
	readonly tower: readonly [string, string];
	readonly stars: number;
}

const lights = {
	dusk: {
		sky: ['#1b2350', '#56407f', '#d8705f', '#ffd08a'],
		sea: ['#d98a6b', '#574a7c', '#161c3d'],
		glow: '#ffdf9e',
		rock: ['#2b2440', '#3a2f4d', '#57425a'],
		tower: ['#fff3e2', '#8f7d9c'],
		stars: 90,
	},
	night: {
		sky: ['#050a1f', '#0c1a3d', '#1d3a63', '#3d6b8c'],
		sea: ['#2c5574', '#12294a', '#040a1c'],
		glow: '#bfe3ff',
		rock: ['#070b1a', '#0f1729', '#1c2a40'],
		tower: ['#d9e6f5', '#43587a'],
		stars: 320,
	},
	morning: {
		sky: ['#5fa3d6', '#9cc8e6', '#d9ebf2', '#fff4dc'],
		sea: ['#c9e3e6', '#5b9db8', '#1f5c7d'],
		glow: '#fffbe8',
		rock: ['#3d4a3e', '#5b6a4d', '#84906a'],
		tower: ['#ffffff', '#b9c4cf'],
		stars: 0,
	},
} satisfies Record<string, Light>;

export type Hour = keyof typeof lights;

const width = 1536;
const height = 1024;
const horizon = 640;

/** Draws a lighthouse on its cliff and gives it as a PNG of 1536 × 1024 pixels times the scale. `grain` makes it as heavy as a photograph. */
export async function paintLighthouse(browser: Browser, hour: Hour, { scale = 1, grain = 0.05 } = {}): Promise<Buffer> {
	await using page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
	await page.setContent(`<body style="margin:0">${scene(lights[hour], grain)}</body>`);
	return await page.screenshot();
}

function scene({ sky, sea, glow, rock, tower, stars }: Light, grain: number): string {
	const random = chance(7);
	const between = (low: number, high: number): number => Math.round((low + random() * (high - low)) * 10) / 10;
	const many = (count: number, draw: (part: number) => string): string =>
		Array.from({ length: count }, (_, at) => draw(at / count)).join('');
	const sunX = 1060;
	const towerX = 470;

	const starField = many(stars, () => {
		const y = between(0, 420);
		return `<circle cx="${between(0, width)}" cy="${y}" r="${between(0.5, 1.7)}" fill="#fff" opacity="${(1 - y / 460) * between(0.3, 1)}"/>`;
	});
	const clouds = many(16, (part) => {
		const y = 300 + part * 290;
		return `<ellipse cx="${between(100, width)}" cy="${y}" rx="${between(120, 380)}" ry="${between(5, 20)}" fill="${part > 0.5 ? glow : sky[1]}" opacity="${between(0.12, 0.4)}"/>`;
	});
	const waves = many(420, (part) => {
		const y = horizon + 6 + part ** 1.6 * (height - horizon);
		const size = 8 + part * 90;
		return `<rect x="${between(-40, width)}" y="${y}" width="${between(size * 0.5, size * 2)}" height="${1 + part * 3}" rx="2" fill="${random() > 0.45 ? sky[3] : sea[2]}" opacity="${between(0.04, 0.26)}"/>`;
	});
	const glitter = many(190, (part) => {
		const y = horizon + 3 + part ** 1.4 * 330;
		const reach = 18 + part * 170;
		return `<rect x="${sunX + between(-reach, reach)}" y="${y}" width="${between(10, 50 + part * 60)}" height="${1.2 + part * 3}" rx="2" fill="${glow}" opacity="${between(0.25, 0.85) * (1 - part * 0.6)}"/>`;
	});
	const facets = many(120, (part) => {
		const x = between(-30, 790);
		const top = cliffAt(Math.min(x, 640)) + 14 + part * 330;
		const [wide, tall] = [between(10, 46), between(50, 190)];
		const points = `${x},${top} ${x + wide},${top + between(0, 24)} ${x + wide * 1.2},${top + tall} ${x + wide * 0.3},${top + tall * 0.8}`;
		return `<polygon points="${points}" fill="${rock[random() > 0.6 ? 2 : 0]}" opacity="${between(0.12, 0.5) * (1 - part * 0.6)}"/>`;
	});
	const grass = many(260, () => {
		const x = between(0, 690);
		const y = cliffAt(x) + 3;
		return `<path d="M${x} ${y} q${between(-3, 5)} ${between(-9, -4)} ${between(1, 8)} ${between(-17, -7)}" stroke="${rock[2]}" stroke-width="1.6" fill="none"/>`;
	});
	const birds = many(7, () => {
		const x = between(720, 1330);
		const y = between(180, 420);
		const span = between(8, 17);
		return `<path d="M${x - span} ${y - span * 0.4} q${span * 0.6} ${-span * 0.3} ${span} ${span * 0.4} q${span * 0.5} ${-span * 0.7} ${span} ${-span * 0.4}" stroke="${rock[0]}" stroke-width="2.2" fill="none" opacity=".75"/>`;
	});
	const cliff = Array.from({ length: 40 }, (_, at) => at * 20)
		.map((x) => `${x},${cliffAt(x)}`)
		.join(' ');
	const stop = (offset: number, colour: string, opacity = 1): string =>
		`<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`;

	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" style="display:block">
<defs>
<linearGradient id="sky" x2="0" y2="1">${sky.map((colour, at) => stop([0, 0.45, 0.82, 1][at] ?? 1, colour)).join('')}</linearGradient>
<linearGradient id="sea" x2="0" y2="1">${sea.map((colour, at) => stop(at / 2.2, colour)).join('')}</linearGradient>
<radialGradient id="sun">${stop(0, glow)}${stop(0.12, glow, 0.75)}${stop(1, glow, 0)}</radialGradient>
<linearGradient id="cliff" x2="0" y2="1">${stop(0, rock[2])}${stop(0.16, rock[1])}${stop(0.7, rock[0])}</linearGradient>
<linearGradient id="tower">${stop(0, tower[1])}${stop(0.55, tower[0])}${stop(0.9, tower[0])}${stop(1, tower[1])}</linearGradient>
<linearGradient id="band">${stop(0, '#5d1c2c')}${stop(0.65, '#d9483f')}${stop(1, '#a33a3c')}</linearGradient>
<linearGradient id="beam">${stop(0, '#fff3c4', 0.85)}${stop(0.25, '#fff3c4', 0.32)}${stop(1, '#fff3c4', 0)}</linearGradient>
<linearGradient id="back" x1="1" x2="0">${stop(0, '#fff3c4', 0.7)}${stop(1, '#fff3c4', 0)}</linearGradient>
<radialGradient id="lamp">${stop(0, '#fffbe0')}${stop(0.25, '#ffe9a0', 0.8)}${stop(1, '#ffe9a0', 0)}</radialGradient>
<filter id="soft" x="-50%" y="-200%" width="200%" height="500%"><feGaussianBlur stdDeviation="14 5"/></filter>
<filter id="haze" x="-20%" y="-50%" width="140%" height="200%"><feGaussianBlur stdDeviation="7"/></filter>
<filter id="grain"><feTurbulence type="fractalNoise" baseFrequency=".9" numOctaves="2" seed="4"/><feColorMatrix values="0 0 0 0 .5 0 0 0 0 .5 0 0 0 0 .5 0 0 0 2 -.5"/></filter>
<clipPath id="rock"><polygon points="0,${height} ${cliff} 790,${height}"/></clipPath>
<clipPath id="shape"><polygon points="${towerX - 44},505 ${towerX - 29},235 ${towerX + 29},235 ${towerX + 44},505"/></clipPath>
</defs>
<rect width="${width}" height="${horizon}" fill="url(#sky)"/>
${starField}
<circle cx="${sunX}" cy="${horizon - 8}" r="520" fill="url(#sun)" opacity=".75"/>
<g filter="url(#soft)">${clouds}</g>
<path d="M930 ${horizon} q90 -26 190 -16 q120 -34 230 0 q90 -14 190 16 z" fill="${sky[1]}" opacity=".55"/>
<rect y="${horizon}" width="${width}" height="${height - horizon}" fill="url(#sea)"/>
${waves}${glitter}
<g style="mix-blend-mode:screen" filter="url(#haze)">
<polygon points="${towerX + 10},202 ${width + 60},60 ${width + 60},330 ${towerX + 10},214" fill="url(#beam)"/>
<polygon points="${towerX - 10},204 -60,130 -60,262 ${towerX - 10},213" fill="url(#back)"/>
</g>
${birds}
<polygon points="0,${height} ${cliff} 790,${height}" fill="url(#cliff)"/>
<g clip-path="url(#rock)">${facets}</g>${grass}
<g>
<rect x="560" y="452" width="118" height="62" fill="${tower[1]}"/><rect x="612" y="452" width="66" height="62" fill="${tower[0]}"/>
<polygon points="550,456 578,416 660,416 688,456" fill="#7c3038"/><rect x="640" y="402" width="13" height="26" fill="#5d2a32"/>
<rect x="574" y="472" width="20" height="22" fill="#ffd98a"/><rect x="634" y="472" width="20" height="22" fill="#ffe7ad"/>
</g>
<g clip-path="url(#shape)"><rect x="${towerX - 60}" y="220" width="120" height="300" fill="url(#tower)"/>
<rect x="${towerX - 60}" y="284" width="120" height="54" fill="url(#band)"/><rect x="${towerX - 60}" y="392" width="120" height="54" fill="url(#band)"/></g>
<rect x="${towerX + 4}" y="352" width="11" height="20" rx="5" fill="#3a2f4d"/><rect x="${towerX + 2}" y="256" width="11" height="17" rx="5" fill="#3a2f4d"/>
<path d="M${towerX - 11} 506 v-34 q11 -16 22 0 v34 z" fill="#4a2230"/>
<rect x="${towerX - 41}" y="227" width="82" height="9" rx="2" fill="#2a2238"/>
<path d="M${towerX - 40} 227 v-13 h80 v13 M${towerX - 20} 227 v-13 M${towerX} 227 v-13 M${towerX + 20} 227 v-13" stroke="#2a2238" stroke-width="2.4" fill="none"/>
<rect x="${towerX - 22}" y="186" width="44" height="41" fill="#fff1b8"/>
<path d="M${towerX - 22} 186 v41 M${towerX - 8} 186 v41 M${towerX + 8} 186 v41 M${towerX + 22} 186 v41" stroke="#3a2f4d" stroke-width="3"/>
<path d="M${towerX - 28} 187 q28 -44 56 0 z" fill="#8d2f3a"/><path d="M${towerX} 166 v-20" stroke="#3a2f4d" stroke-width="3"/>
<circle cx="${towerX}" cy="207" r="130" fill="url(#lamp)" style="mix-blend-mode:screen"/>
<rect width="${width}" height="${height}" filter="url(#grain)" opacity="${grain}" style="mix-blend-mode:overlay"/>
</svg>`;
}

/** How high the cliff is at an x: a meadow that falls off into the sea. */
function cliffAt(x: number): number {
	const edge = Math.max(0, x - 660) / 130;
	return Math.round(518 - 26 * Math.sin(x / 210) + 6 * Math.sin(x / 23) + 430 * edge ** 1.5);
}

/** Numbers from 0 to 1 that are the same each time. */
function chance(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}
