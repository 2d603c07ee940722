export function targetsIn(text: string): string[];
export function imagesIn(text: string): string[];
