import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { notices, noticesText } from '../../scripts/notices';

describe('THIRD_PARTY_NOTICES', () => {
	let all: Awaited<ReturnType<typeof notices>>;
	beforeAll(async () => {
		all = await notices(resolve('.'));
	}, 300_000);

	it('is what `npm run notices` would write now', () => {
		// Names first: where they differ, the difference is short.
		const text = readFileSync('THIRD_PARTY_NOTICES', 'utf8');
		const missing = all.filter(({ name, licence }) => !text.includes(`\n${name}  ${licence}\n`));
		expect(missing.map(({ name }) => name)).toEqual([]);
		expect(text === noticesText(all)).toBe(true);
	});

	it('names a licence for every package', () => {
		expect(all.filter(({ licence }) => /^(|unknown|not stated|unlicensed)$/i.test(licence))).toEqual([]);
	});

	it('holds no licence that would ask for the source of the app', () => {
		expect(all.filter(({ licence }) => /\b(A?GPL|SSPL|BUSL|CC-BY-NC)/i.test(licence) && !/LGPL/.test(licence))).toEqual(
			[]
		);
	});

	it('names what the bundles carry, even where it is a build tool', () => {
		const names = all.map(({ name }) => name.replace(/@[^@]+$/, ''));
		for (const bundled of ['svelte', '@sveltejs/kit', 'workbox-precaching', 'uplot', '@tensorflow/tfjs-core']) {
			expect(names).toContain(bundled);
		}
	});
});
