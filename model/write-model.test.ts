import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkReplaceable, removeOtherVersions } from './write-model';

let out: string;
beforeEach(() => (out = mkdtempSync(join(tmpdir(), 'model-'))));
afterEach(() => rmSync(out, { recursive: true }));

describe('the folder that an export replaces', () => {
	it('is an empty one, a new one or one with a model, never one with other things', () => {
		expect(() => checkReplaceable(out)).not.toThrow();
		expect(() => checkReplaceable(join(out, 'new'))).not.toThrow();
		writeFileSync(join(out, 'photo.jpg'), '');
		expect(() => checkReplaceable(out)).toThrow('holds other things than a model');
		writeFileSync(join(out, 'current.json'), '{}');
		expect(() => checkReplaceable(out)).not.toThrow();
	});

	it('keeps the new version and what is no version', () => {
		for (const name of ['0123456789ab', 'ba9876543210', 'notes']) mkdirSync(join(out, name));
		writeFileSync(join(out, 'current.json'), '{}');
		removeOtherVersions(out, 'ba9876543210');
		expect(readdirSync(out).toSorted()).toEqual(['ba9876543210', 'current.json', 'notes']);
	});
});
