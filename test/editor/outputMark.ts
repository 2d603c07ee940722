/** Begins what mocha prints: the one way to tell it from what the workbench logs, which comes by the same channel. */
export const outputMark = '\u2063';
