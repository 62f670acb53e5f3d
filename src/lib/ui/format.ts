import { getLocale } from '$lib/paraglide/runtime';

/** Numbers, shares and times in the current language. Formatters are kept, since making one is slow. */
const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
	const key = `n ${getLocale()} ${JSON.stringify(options)}`;
	const known = formatters.get(key) ?? new Intl.NumberFormat(getLocale(), options);
	formatters.set(key, known);
	return known as Intl.NumberFormat;
}

/**
 * Times in the current language. 03/04/2026 is two days to readers of English, so there the month is a word, and the clock
 * is the plant's, of 24 hours.
 */
export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `d ${getLocale()} ${JSON.stringify(options)}`;
	const known =
		formatters.get(key) ??
		(getLocale() === 'en' ? englishDates(options) : new Intl.DateTimeFormat(getLocale(), options));
	formatters.set(key, known);
	return known as Intl.DateTimeFormat;
}

function englishDates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	return new Intl.DateTimeFormat('en-GB', {
		...options,
		...(options.dateStyle && { dateStyle: 'medium' }),
		...(options.month && { month: 'short' })
	});
}

/** A number with at most `digits` decimals. */
export const formatNumber = (value: number, digits = 0): string =>
	numberFormat({ maximumFractionDigits: digits }).format(value);

/** A share 0..1 in percent with exactly `digits` decimals. */
export const formatShare = (share: number, digits = 1): string =>
	numberFormat({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share);

/**
 * A confidence 0..1 in percent, one decimal, rounded down: a calibrated probability under one never reads 100 %.
 */
export const formatConfidence = (confidence: number): string =>
	formatShare(Math.floor(Math.min(confidence, 0.9999) * 1000) / 1000, 1);

/** Bytes in the largest fitting unit of 1000. */
export function formatBytes(bytes: number): string {
	const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
	const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
	const options = { style: 'unit', unit: units[step], maximumFractionDigits: step > 1 ? 1 : 0 } as const;
	return numberFormat(options).format(bytes / 1000 ** step);
}

/** Milliseconds, whole. */
export const formatMs = (ms: number): string =>
	numberFormat({ style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 }).format(ms);

/** A stretch of time in the two largest fitting units, such as 2 min 5 s; at least one second. */
export function formatDuration(ms: number): string {
	const seconds = Math.max(1, Math.round(ms / 1000));
	const parts = [
		[Math.floor(seconds / 3600), 'hour'],
		[Math.floor(seconds / 60) % 60, 'minute'],
		[seconds % 60, 'second']
	] as const;
	const first = parts.findIndex(([amount]) => amount > 0);
	return parts
		.slice(first, first + 2)
		.filter(([amount]) => amount > 0)
		.map(([amount, unit]) => numberFormat({ style: 'unit', unit, unitDisplay: 'short' }).format(amount))
		.join(' ');
}

/** Date and time to the minute; `ms` since 1970. */
export const formatTime = (ms: number): string => dateFormat({ dateStyle: 'short', timeStyle: 'short' }).format(ms);
