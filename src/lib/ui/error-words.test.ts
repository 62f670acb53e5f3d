import { afterEach, describe, expect, it } from 'vitest';
import { ERROR_CODES } from '$lib/domain/errors';
import { baseLocale, locales, overwriteGetLocale } from '$lib/paraglide/runtime';
import { errorSentence } from './error-words';

afterEach(() => overwriteGetLocale(() => baseLocale));

describe.each(locales)('what a fault says in %s', (locale) => {
	it.each(ERROR_CODES)('%s is one plain sentence', (code) => {
		overwriteGetLocale(() => locale);
		const sentence = errorSentence(code);
		expect(sentence).toMatch(/^\p{Lu}[^.!?]{10,}\.$/u);
		expect(sentence.length).toBeLessThan(100);
	});

	it('differs from fault to fault', () => {
		overwriteGetLocale(() => locale);
		expect(new Set(ERROR_CODES.map(errorSentence)).size).toBe(ERROR_CODES.length);
	});
});
