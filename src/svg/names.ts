/**
 * The elements of SVG that draw, and change over time, as SVG 2, its filters and its animations have them: https://www.w3.org/TR/SVG2/,
 * https://www.w3.org/TR/filter-effects-1/ and https://svgwg.org/specs/animations/. Nothing that holds a page, runs a script or leads elsewhere.
 */
export const drawingElements: ReadonlySet<string> = new Set(
	words(`circle ellipse image line path polygon polyline rect text use`),
);

export const animatingElements: ReadonlySet<string> = new Set(words(`animate animateMotion animateTransform set`));

export const elements: readonly string[] = [
	...drawingElements,
	...animatingElements,
	...words(`
		clipPath defs desc filter g linearGradient marker mask mpath pattern radialGradient stop style svg switch symbol
		textPath title tspan
		feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
		feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode
		feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence`),
];

/** Their attributes that lead nowhere by themselves: the values that name something else are looked at one by one. */
export const attributes: readonly string[] = words(`
	id class style lang role aria-hidden aria-label aria-labelledby aria-describedby focusable tabindex xml:lang xml:space
	x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d dx dy points width height viewBox preserveAspectRatio pathLength rotate
	transform transform-origin transform-box gradientTransform gradientUnits patternTransform patternUnits
	patternContentUnits clipPathUnits maskUnits maskContentUnits markerWidth markerHeight markerUnits orient refX refY
	spreadMethod offset startOffset textLength lengthAdjust method side spacing systemLanguage version
	alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters
	color-rendering direction display dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity
	font font-family font-feature-settings font-size font-size-adjust font-stretch font-style font-variant font-weight
	glyph-orientation-horizontal glyph-orientation-vertical image-rendering isolation kerning letter-spacing
	lighting-color marker marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order
	pointer-events shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap
	stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering
	text-transform unicode-bidi vector-effect visibility white-space word-spacing writing-mode
	accumulate additive attributeName attributeType begin by calcMode dur end fill from keyPoints keySplines keyTimes
	max min origin path repeatCount repeatDur restart to type values
	amplitude azimuth baseFrequency bias diffuseConstant divisor edgeMode elevation exponent filterUnits in in2
	intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength limitingConeAngle mode numOctaves operator order pointsAtX
	pointsAtY pointsAtZ preserveAlpha primitiveUnits radius result scale seed slope specularConstant specularExponent
	stdDeviation stitchTiles surfaceScale tableValues targetX targetY xChannelSelector yChannelSelector z`);

/** What leads elsewhere, or to another element of the same image. */
export const references: readonly string[] = ['href', 'xlink:href'];

/** Reads words that stand apart by blanks. */
function words(text: string): readonly string[] {
	return text.trim().split(/\s+/);
}
