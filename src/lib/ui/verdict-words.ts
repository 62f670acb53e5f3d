import * as m from '$lib/paraglide/messages';
import type { UnsureReason, VerdictKind } from '$lib/domain/verdict';
import type { IconName } from './icons/shapes';

/** The word of a verdict in the current language. */
export function verdictWord(kind: VerdictKind): string {
	switch (kind) {
		case 'open':
			return m.verdict_open();
		case 'closed':
			return m.verdict_closed();
		case 'unsure':
			return m.verdict_unsure();
		case 'no-bottle':
			return m.verdict_no_bottle();
	}
}

/** Why there is no verdict, one short sentence. */
export function unsureReason(reason: UnsureReason): string {
	switch (reason) {
		case 'low-confidence':
			return m.unsure_low_confidence();
		case 'unstable':
			return m.unsure_unstable();
		case 'mouth-not-visible':
			return m.unsure_mouth_not_visible();
		case 'image-quality':
			return m.unsure_image_quality();
		case 'stale':
			return m.unsure_stale();
	}
}

/** The shape that goes with the word, so that no verdict is told by colour alone. */
export const verdictIcon = (kind: VerdictKind): IconName => `verdict-${kind}`;
