import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Persisted, type KeyValueStore } from './persisted.svelte';

const schema = v.object({
	speed: v.fallback(v.pipe(v.number(), v.minValue(1)), 10),
	name: v.fallback(v.string(), '')
});

function memory(entries: Record<string, string> = {}): KeyValueStore & { entries: Map<string, string> } {
	const map = new Map(Object.entries(entries));
	return {
		entries: map,
		getItem: (key) => map.get(key) ?? null,
		setItem: (key, value) => void map.set(key, value),
		removeItem: (key) => void map.delete(key)
	};
}

describe('what a device remembers', () => {
	it('starts from the defaults where nothing is stored', () => {
		expect(new Persisted('k', schema, memory()).current).toEqual({ speed: 10, name: '' });
	});

	it('comes back after a restart', () => {
		const store = memory();
		new Persisted('k', schema, store).update({ speed: 3 });
		expect(new Persisted('k', schema, store).current).toEqual({ speed: 3, name: '' });
	});

	it.each(['', 'not json', '[]', 'null', '"text"', '{'])('survives %j in the storage', (text) => {
		expect(new Persisted('k', schema, memory({ k: text })).current).toEqual({ speed: 10, name: '' });
	});

	it('loses only the field that is corrupt', () => {
		const stored = JSON.stringify({ speed: -1, name: 'Linha 2', stranger: true });
		expect(new Persisted('k', schema, memory({ k: stored })).current).toEqual({ speed: 10, name: 'Linha 2' });
	});

	it('goes on in memory where the storage is full, and says so', () => {
		const full = { ...memory(), setItem: () => { throw new DOMException('full', 'QuotaExceededError'); } }; // prettier-ignore
		const values = new Persisted('k', schema, full);
		values.update({ name: 'A' });
		expect(values.current.name).toBe('A');
		expect(values.stored).toBe(false);
	});

	it('says that nothing is kept where there is no storage at all', () => {
		const values = new Persisted('k', schema, null);
		values.update({ speed: 4 });
		expect([values.current.speed, values.stored]).toEqual([4, false]);
	});

	it('forgets everything on reset', () => {
		const store = memory();
		const values = new Persisted('k', schema, store);
		values.update({ speed: 5 });
		values.reset();
		expect(values.current).toEqual({ speed: 10, name: '' });
		expect(store.entries.size).toBe(0);
	});

	it('takes over what another tab has written', () => {
		const store = memory();
		const values = new Persisted('k', schema, store);
		store.setItem('k', JSON.stringify({ speed: 7 }));
		values.refresh();
		expect(values.current.speed).toBe(7);
	});
});
