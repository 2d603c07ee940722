import type { ImageOrder } from './desk';

/** A key for a service that takes any, such as `x`, is no secret, and part of many words. */
const leastKeyLength = 8;

/** Whether any text of an order holds one of the keys: whoever has talked an agent into telling one has it drawn, or written to a log, at best. */
export function holdsKey(order: ImageOrder, keys: Iterable<string>): boolean {
	const texts = Object.values(order).map(String);
	return [...keys].some((key) => key.length >= leastKeyLength && texts.some((text) => text.includes(key)));
}
