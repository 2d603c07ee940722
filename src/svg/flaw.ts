/** Why an SVG is none that can be saved, in words for people. */
export class Flaw extends Error {}
