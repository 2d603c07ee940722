import { colour, type Colour } from './colour';

/** The light of one hour of the day. */
export interface Palette {
	/** From the zenith down to the horizon. */
	readonly sky: readonly Colour[];
	/** The sun's or the moon's disc, and the light around it. */
	readonly disc: Colour;
	readonly glow: Colour;
	readonly cloud: Colour;
	/** What lies between the ridges, and what far ridges fade into. */
	readonly mist: Colour;
	/** The farthest and the nearest ridge. */
	readonly far: Colour;
	readonly near: Colour;
	readonly stars: boolean;
}

function palette(sky: string, light: string, land: string, stars = false): Palette {
	const colours = (list: string): Colour[] => list.split(' ').map(colour);
	const [disc, glow, cloud] = colours(light) as [Colour, Colour, Colour];
	const [mist, far, near] = colours(land) as [Colour, Colour, Colour];
	return { sky: colours(sky), disc, glow, cloud, mist, far, near, stars };
}

/** Picked by hand. */
export const palettes = {
	dawn: palette('#3b5b92 #7f8fc0 #d9a7b8 #f7c9a6 #fde6c4', '#fff6dc #ffd9a0 #f6b7a8', '#f3cdb8 #a893b8 #232a4d'),
	ember: palette('#2a2356 #63327a #b8456f #ee7752 #fbbf62', '#fff0c2 #ffc25e #d85a6a', '#f0905f #8a4674 #1d1433'),
	noon: palette('#2f76b5 #5b9fd0 #93c5e0 #c9e3ea #f0f3e6', '#fffdf2 #fff3cf #ffffff', '#d3e3e4 #82a9b9 #16414a'),
	lagoon: palette('#0f4c5c #23798a #5aaea6 #a9d8bd #f2efc8', '#fffbe0 #fbeeb0 #cfe7cf', '#b7dcc4 #4f969a #0a2f3c'),
	lilac: palette('#37306b #6a5aa0 #a88cc4 #e0b5cf #fbdcd5', '#fff3ec #ffd5c8 #e9bcd6', '#e3bfd4 #8a78b0 #1e1a44'),
	harvest: palette('#48687f #86a0a0 #cfc49a #efc77f #f9dda4', '#fff7df #ffe1a1 #f0cf9c', '#eccb92 #9c9279 #2f2a27'),
	rose: palette('#5a3d6b #9a5b80 #d98594 #f5b5a0 #fce0c0', '#fff4e0 #ffcfae #f2a3a3', '#f4c0ac #a46b8b #2a1a3a'),
	moonlit: palette(
		'#070b1e #0f1a3a #1d3260 #35558a #6b8bb5',
		'#f6f3e4 #a9c0e6 #3c5788',
		'#6484b0 #2f4a7c #050a18',
		true,
	),
	aurora: palette(
		'#060d1f #0b2036 #124350 #2a7a73 #7fc2a0',
		'#eefbe9 #a2e8c4 #2c6f74',
		'#5fa793 #23605f #04121a',
		true,
	),
} as const;
