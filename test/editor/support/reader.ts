import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Reader } from '../../../src/editor/delivery/reader';

const { extensionPath } = vscode.extensions.getExtension('imagegen.imagegen') ?? assert.fail('no extension');

/** Where the reading thread's program is. */
export const readerPath = join(extensionPath, 'dist/reader.js');

/** Reads the documents of all tests, for as long as the suite runs. */
export const reader = new Reader(readerPath);
