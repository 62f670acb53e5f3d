/** The last moment that texts of UTC can order: a year of five digits would sort before all others. */
const LAST = '9999-12-31T23:59:59.999Z';

/**
 * UTC of what `datetime-local` holds, in the device's time zone; undefined where it is empty. A year typed with a digit
 * too many, which `Date` cannot read, lies after every record.
 */
export function utcOf(local: string): string | undefined {
	if (!local) return undefined;
	const at = Date.parse(local);
	return at <= Date.parse(LAST) ? new Date(at).toISOString() : LAST;
}

/** `YYYY-MM-DDTHH:mm:ss` in the device's time zone, the one that whoever reads a file's name lives in. */
export const localStamp = (at: Date): string =>
	new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
