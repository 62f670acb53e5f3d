import { afterEach, describe, expect, it } from 'vitest';
import { baseLocale, overwriteGetLocale } from '$lib/paraglide/runtime';
import {
	dateFormat,
	formatBytes,
	formatConfidence,
	formatDuration,
	formatNumber,
	formatShare,
	formatTime
} from './format';

afterEach(() => overwriteGetLocale(() => baseLocale));
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('figures in the current language', () => {
	it('write the decimal sign of the language', () => {
		expect(formatShare(0.125)).toBe('12,5%');
		overwriteGetLocale(() => 'en');
		expect(formatShare(0.125)).toBe('12.5%');
		overwriteGetLocale(() => 'es');
		expect(plain(formatShare(0.125))).toBe('12,5 %');
	});

	it.each([
		[0.9996, '99,9%'],
		[1, '99,9%'],
		[0.9789, '97,8%'],
		[0, '0,0%']
	])('never round a confidence of %d up to certainty: %s', (confidence, text) => {
		expect(formatConfidence(confidence)).toBe(text);
	});

	it.each([
		[400, '1 s'],
		[65_000, '1 min 5 s'],
		[60_000, '1 min'],
		[3_720_000, '1 h 2 min']
	])('say %d ms as %s', (ms, text) => {
		expect(plain(formatDuration(ms))).toBe(text);
	});

	it('choose a unit for bytes and group thousands', () => {
		expect(plain(formatBytes(2_300))).toBe('2 kB');
		expect(plain(formatBytes(2_340_000))).toBe('2,3 MB');
		expect(formatNumber(12_345)).toBe('12.345');
	});

	it('write dates that no reader takes for another day, and the clock in 24 hours', () => {
		const afternoon = new Date(2026, 2, 4, 15, 7).getTime();
		const day = () => dateFormat({ day: '2-digit', month: '2-digit' }).format(afternoon);
		expect([plain(formatTime(afternoon)), day()]).toEqual(['04/03/2026, 15:07', '04/03']);
		overwriteGetLocale(() => 'en');
		expect([plain(formatTime(afternoon)), day()]).toEqual(['4 Mar 2026, 15:07', '04 Mar']);
		overwriteGetLocale(() => 'es');
		expect(plain(formatTime(afternoon))).toBe('4/3/26, 15:07');
	});
});
