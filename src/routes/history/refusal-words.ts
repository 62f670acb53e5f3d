import * as m from '$lib/paraglide/messages';
import { ImportRefused, type Refusal } from '$lib/records/bundle-format';
import { errorCode } from '$lib/domain/errors';
import { errorSentence } from '$lib/ui/error-words';

const REFUSALS: Record<Refusal, () => string> = {
	'not-a-bundle': m.records_refused_not_a_bundle,
	'unknown-version': m.records_refused_unknown_version,
	'too-large': m.records_refused_too_large,
	'unexpected-name': m.records_refused_unexpected_name,
	damaged: m.records_refused_damaged,
	schema: m.records_refused_schema,
	chain: m.records_refused_chain,
	conflict: m.records_refused_conflict,
	gap: m.records_refused_gap,
	picture: m.records_refused_picture,
	edited: m.records_refused_edited
};

/** Why a file was not taken over, or what else went wrong, in one sentence. */
export const importFaultSentence = (thrown: unknown): string =>
	thrown instanceof ImportRefused ? REFUSALS[thrown.refusal]() : errorSentence(errorCode(thrown));
