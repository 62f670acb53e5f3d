import * as m from '$lib/paraglide/messages';
import type { ChainFault } from '$lib/domain/chain';
import type { ChallengeState, CorrectionReason, RecordKind } from '$lib/domain/record';
import type { VerdictKind } from '$lib/domain/verdict';
import type { IconName } from './icons/shapes';
import { verdictIcon, verdictWord } from './verdict-words';

/** What a row of the history is: the verdict that holds for a check, the kind for any other record. */
export type RowKind = VerdictKind | Exclude<RecordKind, 'check'>;

const KINDS: Record<Exclude<RecordKind, 'check'>, { word: () => string; icon: IconName }> = {
	correction: { word: m.records_kind_correction, icon: 'edit' },
	challenge: { word: m.records_kind_challenge, icon: 'challenge' },
	round: { word: m.records_kind_round, icon: 'planner' },
	retention: { word: m.records_kind_retention, icon: 'trash' },
	clearance: { word: m.records_kind_clearance, icon: 'person' },
	'hand-over': { word: m.records_kind_hand_over, icon: 'share' }
};
const isVerdict = (kind: RowKind): kind is VerdictKind => !(kind in KINDS);

/** The word of a row in the current language. */
export const rowWord = (kind: RowKind): string => (isVerdict(kind) ? verdictWord(kind) : KINDS[kind].word());

export const rowIcon = (kind: RowKind): IconName => (isVerdict(kind) ? verdictIcon(kind) : KINDS[kind].icon);

const REASONS: Record<CorrectionReason, () => string> = {
	'model-wrong': m.records_reason_model_wrong,
	'cap-hidden': m.records_reason_cap_hidden,
	'glare-or-blur': m.records_reason_glare_or_blur,
	'wrong-bottle': m.records_reason_wrong_bottle,
	'handling-error': m.records_reason_handling_error,
	other: m.records_reason_other
};
/** Why a verdict was overridden. */
export const reasonWord = (reason: CorrectionReason): string => REASONS[reason]();

const STATES: Record<ChallengeState, () => string> = {
	passed: m.records_state_passed,
	due: m.records_state_due,
	failed: m.records_state_failed
};
export const challengeWord = (state: ChallengeState): string => STATES[state]();

const FAULTS: Record<ChainFault['kind'], (place: { place: string }) => string> = {
	changed: m.records_fault_changed,
	'personal-changed': m.records_fault_personal_changed,
	removed: m.records_fault_removed,
	reordered: m.records_fault_reordered,
	duplicated: m.records_fault_duplicated
};
/** One sentence that names the place and what happened there. */
export const faultSentence = ({ kind, sequence, through }: ChainFault): string =>
	FAULTS[kind]({ place: through > sequence ? `${sequence}–${through}` : `${sequence}` });
