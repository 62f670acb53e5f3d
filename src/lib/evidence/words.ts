import * as m from '$lib/paraglide/messages';
import type { Rate, Robustness } from '$lib/domain/evaluation';
import type { VerdictKind } from '$lib/domain/verdict';
import { formatNumber, formatShare } from '$lib/ui/format';
import { verdictWord } from '$lib/ui/verdict-words';

const KNOWN: Record<string, () => string> = {
	open: m.evidence_truth_open,
	closed: m.evidence_truth_closed,
	none: m.evidence_truth_none,
	unclear: m.evidence_truth_unclear,
	glass: m.evidence_material_glass,
	pet: m.evidence_material_pet,
	table: m.evidence_scene_table,
	studio: m.evidence_scene_studio,
	line: m.evidence_scene_line,
	hand: m.evidence_scene_hand,
	other: m.evidence_other,
	'not stated': m.evidence_not_stated,
	'': m.evidence_not_stated
};

/** The word for a truth, material or place as the evaluation writes it; a name that is not known stays as it is. */
export const word = (key: string): string => KNOWN[key]?.() ?? key;

const VERDICTS: readonly VerdictKind[] = ['open', 'closed', 'unsure', 'no-bottle'];

/** An evaluation's verdict in words; what is not a verdict stays as it is. */
export const verdictOf = (kind: string): string => {
	const known = VERDICTS.find((verdict) => verdict === kind);
	return known ? verdictWord(known) : kind;
};

const CORRUPTIONS: Record<Robustness['corruption'], () => string> = {
	blur: m.evidence_corruption_blur,
	exposure: m.evidence_corruption_exposure,
	noise: m.evidence_corruption_noise,
	jpeg: m.evidence_corruption_jpeg,
	scale: m.evidence_corruption_scale,
	rotation: m.evidence_corruption_rotation
};

/** Name of a corruption with the unit of its levels. */
export const corruptionWord = (corruption: Robustness['corruption']): string => CORRUPTIONS[corruption]();

/** A rate in percent; a dash where nothing was counted. */
export const rateText = ({ value }: Rate): string => (value === null ? '–' : formatShare(value));

/** Spaces at which no line breaks. */
const unbroken = (text: string): string => text.replaceAll(' ', '\u00a0');

/** The rate's interval and counts; where they do not fit in one line, it breaks between the two. */
export function rateDetail({ hits, n, lower, upper }: Rate): string {
	if (n === 0) return m.evidence_none_tested();
	const counts = m.evidence_of({ hits: formatNumber(hits), n: formatNumber(n) });
	const interval = m.evidence_interval({ lower: formatShare(lower), upper: formatShare(upper) });
	return `${unbroken(interval)} · ${unbroken(counts)}`;
}
