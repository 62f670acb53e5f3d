import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import inlang from '../../project.inlang/settings.json';
import { SAME_IN_PORTUGUESE } from './same-in-portuguese';

type Message = string | readonly { match: Record<string, string> }[];

const { baseLocale, locales } = inlang;
const areas = readdirSync('messages');
const translations = locales.filter((locale) => locale !== baseLocale);

function messages(area: string, locale: string): Record<string, Message> {
	const { $schema, ...texts } = JSON.parse(readFileSync(`messages/${area}/${locale}.json`, 'utf8'));
	expect($schema).toBe('https://inlang.com/schema/inlang-message-format');
	return texts;
}

const forms = (message: Message): string[] =>
	typeof message === 'string' ? [message] : message.flatMap((variant) => Object.values(variant.match));
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
const allPlaceholders = (message: Message): string[] => [...new Set(forms(message).flatMap(placeholders))].sort();

describe.each(areas)('messages of %s', (area) => {
	const base = messages(area, baseLocale);
	const keys = Object.keys(base);

	it('are listed in the project, so that they are compiled', () => {
		expect(inlang['plugin.inlang.messageFormat'].pathPattern).toContain(`./messages/${area}/{locale}.json`);
	});

	describe.each(locales)('in %s', (locale) => {
		const texts = messages(area, locale);

		it('are the same messages as in Portuguese: none missing, none left over', () => {
			expect(Object.keys(texts).sort()).toEqual([...keys].sort());
		});

		it('are never empty and carry no stray white space', () => {
			const bad = Object.entries(texts).filter(([, message]) => {
				const all = forms(message);
				return all.length === 0 || all.some((text) => text.trim() === '' || text.trim() !== text || / {2}/.test(text));
			});
			expect(bad).toEqual([]);
		});

		it('name the same placeholders', () => {
			const wrong = keys.filter((key) => `${allPlaceholders(texts[key]!)}` !== `${allPlaceholders(base[key]!)}`);
			expect(wrong).toEqual([]);
		});
	});

	it.each(translations)('are translated in %s, unless a reader has agreed that the words are the same', (locale) => {
		const texts = messages(area, locale);
		const same = keys.filter((key) => `${forms(texts[key]!)}` === `${forms(base[key]!)}`);
		const agreed: readonly string[] = SAME_IN_PORTUGUESE[locale as keyof typeof SAME_IN_PORTUGUESE];
		expect(same.filter((key) => !agreed.includes(key))).toEqual([]);
	});
});

describe('the list of agreed equal words', () => {
	it.each(Object.entries(SAME_IN_PORTUGUESE))('holds nothing for %s that is not equal', (locale, agreed) => {
		const base = Object.assign({}, ...areas.map((area) => messages(area, baseLocale)));
		const texts = Object.assign({}, ...areas.map((area) => messages(area, locale)));
		expect(agreed.filter((key) => !texts[key] || `${forms(texts[key])}` !== `${forms(base[key])}`)).toEqual([]);
	});

	it('every message is said somewhere in the app', () => {
		const sources = readdirSync('src', { recursive: true, withFileTypes: true })
			.map((entry) => join(entry.parentPath, entry.name))
			.filter((file) => /\.(ts|svelte)$/.test(file) && !file.includes('paraglide'));
		const said = new Set(
			sources.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bm\.(\w+)/g)].map(([, key]) => key!))
		);
		const keys = areas.flatMap((area) => Object.keys(messages(area, baseLocale)));
		expect(keys.filter((key) => !said.has(key))).toEqual([]);
	});

	it('no two areas use the same key', () => {
		const all = areas.flatMap((area) => Object.keys(messages(area, baseLocale)));
		expect(all.filter((key, i) => all.indexOf(key) !== i)).toEqual([]);
	});
});
