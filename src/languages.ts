// The half of `documents/` that reads whole documents, with the parsers that it takes: a bundle of its own, which a window has a thread
// load, and the command line for what is about documents alone.
export { formatOf, isLanguageId } from './documents/formats';
export { insertionAt } from './documents/insertion';
export { filesLinkedIn } from './documents/linkedFiles';
export { readings } from './documents/readings';
