import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { preferredLanguage, settingsSchema } from './settings-schema';

describe('the language of a new device', () => {
	it.each([
		[['pt-PT', 'en'], 'pt-BR'],
		[['de', 'es-MX', 'en'], 'es'],
		[['en-GB'], 'en'],
		[['de', 'fr'], 'pt-BR'],
		[[], 'pt-BR']
	])('for a reader of %j is %s', (languages, expected) => {
		expect(preferredLanguage(languages)).toBe(expected);
	});
});

describe('settings', () => {
	const parsed = (stored: object) => v.parse(settingsSchema, stored);

	it('alarm by sound, vibration and light unless someone has turned them off', () => {
		const { soundOpen, vibrateOpen, flashOpen } = parsed({});
		expect([soundOpen, vibrateOpen, flashOpen]).toEqual([true, true, true]);
	});

	it("keep to the model's operating point where a custom one makes no sense", () => {
		const absurd = { thresholdProfile: { kind: 'custom', closedFrom: 0.1 } };
		expect(parsed(absurd).thresholdProfile).toEqual({ kind: 'model' });
	});

	it('trim names and refuse what a record could not hold', () => {
		expect(parsed({ line: '  Linha 3 ' }).line).toBe('Linha 3');
		expect(parsed({ line: 'a\nb' }).line).toBe('');
		expect(parsed({ line: 'x'.repeat(81) }).line).toBe('');
	});

	it('send reports nowhere unless asked to', () => {
		expect(parsed({}).reporting).toEqual({ enabled: false });
		expect(parsed({ reporting: { url: 'https://elsewhere.example' } }).reporting).toEqual({ enabled: false });
	});
});
