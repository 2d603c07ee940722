/** Names of files that some language reads as something else. */
export const nastyNames: readonly string[] = [
	...['a b.png', 'a  b.png', 'a(1).png', 'a(.png', 'a)b.png', 'a#1.png', '100%.png', '%41.png', 'a?b.png'],
	...["it's.png", 'q"q.png', 'a[b].png', 'a]b.png', 'a|b.png', 'a\\b.png', 'a\\', 'a@b.png', '@{x}.png'],
	...['{a}.png', '#{a}.png', '${a}.png', '$a$b.png', '{{a}}.png', '{%a%}.png', '<a>.png', 'a&amp;b.png', 'a&b;c.png'],
	...['a_b_c.png', '_a_.png', 'a*b*.png', '~a~.png', '`a`.png', '!a.png', '^a^.png', 'a,b;c.png', 'a:b.png', '-a.png'],
	...[
		'--a--.png',
		'a=b+c.png',
		"''",
		'"""',
		'\\u0041.png',
		'\\n.png',
		'ünï“”.png',
		'图.png',
		'🦊.png',
		'שלום-عالم.png',
	],
	`${'x'.repeat(196)}.png`,
];
