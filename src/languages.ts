// The half of `documents/` that reads whole documents, with the parsers that it takes: a bundle of its own, so that a window loads
// it when the first link is inserted, and the command line for what is about documents alone.
export { formatOf, isLanguageId } from './documents/formats';
export { insertionAt } from './documents/insertion';
export { filesLinkedIn } from './documents/linkedFiles';
export { placeOf } from './documents/place';
