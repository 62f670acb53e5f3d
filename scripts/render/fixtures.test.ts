import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fixtureTruths } from './fixtures';

const folder = 'tests/fixtures/scenes';

describe('the rendered fixtures', () => {
	it('come with the truth that their generator gives', () => {
		expect(JSON.parse(readFileSync(`${folder}/truth.json`, 'utf8'))).toEqual(fixtureTruths());
	});

	it.each(fixtureTruths())('$file is a picture of the size that its truth names', async ({ file, width, height }) => {
		const { width: wide, height: high } = await sharp(`${folder}/${file}`).metadata();
		expect([wide, high]).toEqual([width, height]);
	});
});
