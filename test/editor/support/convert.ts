import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Convert, converterAt } from '../../../src/editor/delivery/converter';

const { extensionPath } = vscode.extensions.getExtension('imagegen.imagegen') ?? assert.fail('no extension');

/** Where no copy is to be made, and none can be. */
export const keepFormat: Convert = () => Promise.resolve({ reason: 'nothing is converted here' });

/** The command line as it is built, in a process of its own. */
export const convert = converterAt(join(extensionPath, 'dist/cli.js'));
