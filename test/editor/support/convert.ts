import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Convert, converterAt, iconMakerAt } from '../../../src/editor/delivery/converter';
import { IconSets } from '../../../src/editor/delivery/iconSets';
import { ImageFiles } from '../../../src/editor/delivery/imageFiles';

const { extensionPath } = vscode.extensions.getExtension('imagegen.imagegen') ?? assert.fail('no extension');
export const cliPath = join(extensionPath, 'dist/cli.js');

/** Where no copy is to be made, and none can be. */
export const keepFormat: Convert = () => Promise.resolve({ reason: 'nothing is converted here' });

/** The command line as it is built, in a process of its own. */
export const convert = converterAt(cliPath);

export const makeIcons = iconMakerAt(cliPath);

/** Puts sets of icons beside images that one is wanted of, in the same way. */
export const iconSets = new IconSets(new ImageFiles(), makeIcons);
