import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCode } from '../domain/errors';
import { decodePath } from './decode-node';
import { FIXTURE_FAULTS, JUDGED_FIXTURES, quadrantColours, UPRIGHT } from '../../../tests/fixtures/files/expected';

const FOLDER = 'tests/fixtures/files/';

describe('decoding on the command line', () => {
	it('knows what to expect of every fixture', () => {
		const known = new Set([...Object.keys(FIXTURE_FAULTS), ...JUDGED_FIXTURES]);
		const files = readdirSync(FOLDER).filter((name) => !name.endsWith('.ts'));
		expect(files.filter((name) => !known.has(name))).toEqual([]);
	});

	it.each(JUDGED_FIXTURES)('reads %s upright, with its colours', async (name) => {
		const image = await decodePath(FOLDER + name);
		expect([image.width, image.height]).toEqual([48, 64]);
		expect(quadrantColours(image)).toEqual(UPRIGHT[name] ?? UPRIGHT.default);
	});

	it.each(Object.entries(FIXTURE_FAULTS))('names what is wrong with %s', async (name, { node }) => {
		expect(await decodePath(FOLDER + name).then(() => 'decoded', errorCode)).toBe(node);
	});

	it('names a file that does not exist', async () => {
		expect(await decodePath(FOLDER + 'absent.jpg').catch(errorCode)).toBe('unreadable-file');
	});
});
