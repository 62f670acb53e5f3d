import { describe, expect, it } from 'vitest';
import { ModelShelf } from './model-shelf';

const BASE = 'https://plant.example/inspector/model/';
const [OLD, MID, NEW] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'] as const;
const files = (text: string) => new Map([['manifest.json', new TextEncoder().encode(text)]]);
const current = (version: string) => () => Promise.resolve(version);

/** Cache Storage in memory: what the shelf uses of it. */
function storage() {
	const kept = new Map<string, Response>();
	const cache = {
		match: async (url: string) => kept.get(url)?.clone(),
		put: async (url: string, response: Response) => void kept.set(url, response),
		delete: async (url: string) => kept.delete(url),
		keys: async () => [...kept.keys()].map((url) => ({ url }))
	};
	return { kept, caches: { open: async () => cache } as unknown as CacheStorage };
}

function shelfWith(...versions: string[]) {
	const { kept, caches } = storage();
	const shelf = new ModelShelf(BASE, caches);
	const ready = versions.reduce(
		(before, version) => before.then(() => shelf.keep(version, files(version))),
		Promise.resolve()
	);
	return { shelf, kept, ready };
}

describe('the shelf of models', () => {
	it('starts with the model that the app came with, and knows no other', async () => {
		const { shelf } = shelfWith();
		expect(await shelf.choose('first', current(NEW))).toEqual({ version: NEW, kept: false });
		expect(await shelf.hasSecond()).toBe(false);
	});

	it('keeps a model that has passed, to fall back on when its successor does not', async () => {
		const { shelf, ready } = shelfWith(OLD);
		await ready;
		expect(await shelf.choose('first', current(NEW))).toEqual({ version: NEW, kept: false });
		expect(await shelf.choose('second', current(NEW))).toEqual({ version: OLD, kept: true });
		expect(new TextDecoder().decode(await shelf.source.read(OLD, 'manifest.json'))).toBe(OLD);
	});

	it('does not offer the model that has just failed as the one to fall back on', async () => {
		const { shelf, ready } = shelfWith(OLD);
		await ready;
		expect((await shelf.choose('second', current(OLD))).version).toBeNull();
	});

	it('falls back where the app’s own model cannot even be named', async () => {
		const { shelf, ready } = shelfWith(OLD);
		await ready;
		expect(await shelf.choose('second', () => Promise.reject(new Error('no current.json')))).toEqual({
			version: OLD,
			kept: true
		});
	});

	it('keeps the last two that passed and no more', async () => {
		const { shelf, kept, ready } = shelfWith(OLD, MID, NEW);
		await ready;
		expect(await shelf.state()).toEqual({ proved: NEW, previous: MID, held: null });
		expect([...kept.keys()].filter((url) => url.includes(OLD))).toEqual([]);
		await expect(shelf.source.read(OLD, 'manifest.json')).rejects.toThrow(/not on the shelf/);
	});

	it('changes nothing when the same model passes again', async () => {
		const { shelf, ready } = shelfWith(OLD, NEW, NEW);
		await ready;
		expect(await shelf.state()).toEqual({ proved: NEW, previous: OLD, held: null });
	});

	it('goes back to the model before, falls back on the newest, and forward again', async () => {
		const { shelf, ready } = shelfWith(OLD, NEW);
		await ready;
		await shelf.hold(OLD);
		expect(await shelf.choose('first', current(NEW))).toEqual({ version: OLD, kept: true });
		expect(await shelf.choose('second', current(NEW))).toEqual({ version: NEW, kept: false });
		await shelf.keep(OLD, files(OLD));
		expect(await shelf.state()).toEqual({ proved: NEW, previous: OLD, held: OLD });
		await shelf.hold(null);
		expect((await shelf.choose('first', current(NEW))).version).toBe(NEW);
	});

	it('keeps the held model while newer ones pass', async () => {
		const { shelf, ready } = shelfWith(OLD, MID);
		await ready;
		await shelf.hold(OLD);
		await shelf.keep(NEW, files(NEW));
		expect(new TextDecoder().decode(await shelf.source.read(OLD, 'manifest.json'))).toBe(OLD);
	});

	it('leaves another app of the same origin alone', async () => {
		const { caches, kept } = storage();
		const other = new ModelShelf('https://plant.example/other/model/', caches);
		await other.keep(OLD, files(OLD));
		const shelf = new ModelShelf(BASE, caches);
		for (const version of [OLD, MID, NEW]) await shelf.keep(version, files(version));
		expect(await other.state()).toMatchObject({ proved: OLD });
		expect([...kept.keys()]).toContain('https://plant.example/other/model/aaaaaaaaaaaa/manifest.json');
	});

	it('takes an unreadable state for an empty shelf', async () => {
		const { caches, kept } = storage();
		kept.set(`${BASE}shelf.json`, new Response('{"proved":"../../x"}'));
		expect(await new ModelShelf(BASE, caches).state()).toEqual({ proved: null, previous: null, held: null });
	});
});
