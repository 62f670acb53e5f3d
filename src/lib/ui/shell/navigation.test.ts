import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeAt, PLACES } from './navigation';

const pages = readdirSync('src/routes', { recursive: true })
	.map(String)
	.filter((file) => file.endsWith('+page.svelte'))
	.map((file) => `/${dirname(file)}`.replace('/.', '/'));

describe('the navigation', () => {
	it('knows a name for every page, so that no window is without a title', () => {
		const known = PLACES.map(({ path }) => path);
		expect(pages.filter((page) => !known.includes(page))).toEqual([]);
	});

	it('finds a place with or without the final slash, and none for strange paths', () => {
		expect(placeAt('/settings/')?.path).toBe('/settings');
		expect(placeAt('/settings')?.path).toBe('/settings');
		expect(placeAt('/')?.path).toBe('/');
		expect(placeAt('/nowhere/')).toBeNull();
	});

	it('lists no place twice', () => {
		expect(new Set(PLACES.map(({ path }) => path)).size).toBe(PLACES.length);
	});
});
