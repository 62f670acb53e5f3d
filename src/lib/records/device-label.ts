/** Families that a quality manager tells apart by looking at the tablet; the first that fits counts. */
const FAMILIES: readonly [RegExp, string][] = [
	[/iPad|Macintosh.*Mobile/, 'iPad'],
	[/iPhone/, 'iPhone'],
	[/Android/, 'Android'],
	[/CrOS/, 'Chromebook'],
	[/Windows/, 'Windows'],
	[/Macintosh/, 'Mac'],
	[/Linux/, 'Linux']
];

/**
 * What records and the desk call a tablet: its family and the first four digits of its chain's random identity, such as
 * "Android 3F2A". Stays the same as long as the chain does, and says nothing of a person or a place.
 * @param deviceId UUID of the chain
 * @param userAgent as the browser states it
 */
export function deviceLabelOf(deviceId: string, userAgent: string): string {
	const family = FAMILIES.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'Tablet';
	return `${family} ${deviceId.slice(0, 4).toUpperCase()}`;
}
