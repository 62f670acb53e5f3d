import entries from './other-mouths.json';
import type { Place } from './pictures';

/** The mouth of another bottle in a picture; pixels of the cached picture. */
export interface OtherMouth extends Place {
	/** What was seen there, null where it could not be told. */
	readonly label: 'open' | 'closed' | null;
}

type Entry = readonly (number | string)[];
const BY_FILE: Readonly<Record<string, readonly Entry[] | undefined>> = entries;

/**
 * Mouths of other bottles than the marked one, from `other-mouths.json`: places that `mine.ts` had taken for wrong ones,
 * found and labelled by looking at them. Their position is a locator's, good to about half a width.
 *
 * @param width width of the cached picture, pixels
 * @param height height of the cached picture, pixels
 */
export function otherMouths(file: string, width: number, height: number): OtherMouth[] {
	return (BY_FILE[file] ?? []).map(([x, y, w, label]) => ({
		x: Number(x) * width,
		y: Number(y) * height,
		width: Number(w) * width,
		label: label === 'open' || label === 'closed' ? label : null
	}));
}
