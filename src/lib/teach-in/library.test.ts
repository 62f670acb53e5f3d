import { afterEach, describe, expect, it } from 'vitest';
import { settings } from '../session/settings.svelte';
import type { Fit } from './fit';
import { teachIns } from './library.svelte';

const counts = { open: 10, closed: 10, missedOpen: 1, falseAlarm: 0, unanswered: 4, right: 15 };
const fit: Fit = {
	temperature: 1.2,
	thresholds: { open: 0.6, closed: 0.93 },
	fitted: { open: 20, closed: 20 },
	before: counts,
	after: { ...counts, missedOpen: 0, right: 16 }
};
const MODEL = 'abcdef012345';

afterEach(() => {
	for (const { id } of teachIns.all) teachIns.remove(id);
});

describe('the kept teach-ins', () => {
	it('count versions under one name', () => {
		expect(teachIns.add('Linha 2', MODEL, fit).version).toBe(1);
		expect(teachIns.add(' Linha 2 ', MODEL, fit).version).toBe(2);
		expect(teachIns.add('Linha 3', MODEL, fit).version).toBe(1);
		expect(teachIns.all.map(({ name }) => name)).toEqual(['Linha 3', 'Linha 2', 'Linha 2']);
	});

	it('are reversible: back to the model’s own operating point', () => {
		const teachIn = teachIns.add('Linha 2', MODEL, fit);
		teachIns.activate(teachIn);
		expect(settings.current.thresholdProfile).toMatchObject({ kind: 'taught', teachInId: teachIn.id, closed: 0.93 });
		teachIns.deactivate();
		expect(settings.current.thresholdProfile).toEqual({ kind: 'model' });
		expect(teachIns.all).toContainEqual(teachIn);
	});

	it('go out of force when they are deleted', () => {
		const teachIn = teachIns.add('Linha 2', MODEL, fit);
		teachIns.activate(teachIn);
		teachIns.remove(teachIn.id);
		expect(teachIns.activeId).toBeNull();
	});

	it('come back unchanged from an export, once', () => {
		const teachIn = teachIns.add('Linha 2', MODEL, fit);
		teachIns.remove(teachIn.id);
		teachIns.import(JSON.stringify(teachIn));
		teachIns.import(JSON.stringify(teachIn));
		expect(teachIns.all).toEqual([teachIn]);
	});

	it.each([
		['no JSON', 'pictures'],
		['a threshold over one', JSON.stringify({ schemaVersion: 1, temperature: 1, thresholds: { open: 2, closed: 1 } })],
		['another version', JSON.stringify({ schemaVersion: 2 })]
	])('refuse a file with %s and keep what is there', (_, text) => {
		const teachIn = teachIns.add('Linha 2', MODEL, fit);
		expect(() => teachIns.import(text)).toThrow();
		expect(teachIns.all).toEqual([teachIn]);
	});
});
