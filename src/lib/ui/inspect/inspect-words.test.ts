import { expect, it } from 'vitest';
import { overwriteGetLocale } from '$lib/paraglide/runtime';
import { percent } from './inspect-words';

it('never rounds a confidence up to certainty', () => {
	overwriteGetLocale(() => 'en');
	expect(percent(1)).toBe('99.9%');
	expect(percent(0.9996)).toBe('99.9%');
	expect(percent(0.994)).toBe('99.4%');
	expect(percent(0.879)).toBe('87%');
});

it('writes percentages as the language does', () => {
	overwriteGetLocale(() => 'pt-BR');
	expect(percent(0.995)).toBe('99,5%');
});
