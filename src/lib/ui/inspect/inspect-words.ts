import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import type { BandVerdict, Hint, VoidCause } from '$lib/domain/live';
import type { IconName } from '$lib/ui/icons/shapes';
import { unsureReason, verdictWord } from '$lib/ui/verdict-words';

const CAUSES: Record<VoidCause, () => string> = {
	camera: m.inspect_void_camera,
	'challenge-failed': m.inspect_void_challenge_failed,
	'challenge-unknown': m.inspect_void_challenge_unknown,
	'engine-failed': m.inspect_void_engine_failed,
	'engine-loading': m.inspect_void_engine_loading,
	'engine-recovering': m.inspect_void_engine_recovering,
	'self-test': m.inspect_void_self_test,
	'too-slow': m.inspect_void_too_slow,
	stale: m.inspect_void_stale
};

const HINTS: Record<Hint, () => string> = {
	'too-dark': m.inspect_hint_too_dark,
	glare: m.inspect_hint_glare,
	'show-bottle': m.inspect_hint_show_bottle,
	'show-mouth': m.inspect_hint_show_mouth,
	centre: m.inspect_hint_centre,
	'mouth-cut-off': m.inspect_hint_mouth_cut_off,
	closer: m.inspect_hint_closer,
	further: m.inspect_hint_further,
	'hold-still': m.inspect_hint_hold_still,
	blurred: m.inspect_hint_blurred
};

export const causeSentence = (cause: VoidCause): string => CAUSES[cause]();
export const hintSentence = (hint: Hint): string => HINTS[hint]();

/**
 * A probability as a percentage, rounded down so that nothing that is not certain reads 100 %.
 * @param p 0..1
 */
export function percent(p: number): string {
	const digits = p > 0.99 ? 1 : 0;
	const floored = Math.min(Math.floor(p * 10 ** (digits + 2)) / 10 ** (digits + 2), 0.999);
	return new Intl.NumberFormat(getLocale(), { style: 'percent', maximumFractionDigits: digits }).format(floored);
}

/** The word of the verdict band. */
export function bandWord(verdict: BandVerdict): string {
	switch (verdict.kind) {
		case 'void':
			return m.inspect_no_verdict();
		case 'empty':
			return m.inspect_empty();
		case 'checking':
			return m.inspect_checking();
		default:
			return verdictWord(verdict.kind);
	}
}

/** The line under the word: what to do or why; empty where the word says it all. */
export function bandLine(verdict: BandVerdict): string {
	switch (verdict.kind) {
		case 'void':
			return causeSentence(verdict.cause);
		case 'empty':
			return m.inspect_empty_text();
		case 'open':
			return m.inspect_open_action();
		case 'unsure':
			return unsureReason(verdict.reason);
		default:
			return '';
	}
}

export function bandIcon(verdict: BandVerdict): IconName {
	switch (verdict.kind) {
		case 'void':
			return 'warning';
		case 'empty':
			return 'verdict-no-bottle';
		default:
			return `verdict-${verdict.kind}`;
	}
}

/** What a screen reader says; empty for what changes too often to be worth hearing. */
export function bandAnnouncement(verdict: BandVerdict): string {
	switch (verdict.kind) {
		case 'open':
			return m.inspect_say_open({ confidence: percent(verdict.confidence) });
		case 'closed':
			return m.inspect_say_closed({ confidence: percent(verdict.confidence) });
		case 'unsure':
			return m.inspect_say_unsure({ reason: unsureReason(verdict.reason) });
		case 'void':
			return m.inspect_say_void({ reason: causeSentence(verdict.cause) });
		default:
			return '';
	}
}
