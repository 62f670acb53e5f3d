import type { Outcome, Sample } from '$lib/demo/samples';
import * as m from '$lib/paraglide/messages';

interface Words {
	readonly title: () => string;
	/** What makes the picture hard; null for the plain ones. */
	readonly why: (() => string) | null;
}

/** Words of each sample by its name in `samples.json`; a test holds the two lists together. */
export const SAMPLE_WORDS: Readonly<Record<string, Words>> = {
	'open-green': { title: m.demo_sample_open_green, why: null },
	'closed-amber': { title: m.demo_sample_closed_amber, why: null },
	belt: { title: m.demo_sample_belt, why: null },
	night: { title: m.demo_sample_night, why: null },
	'open-full': { title: m.demo_sample_open_full, why: m.demo_why_open_full },
	'closed-empty': { title: m.demo_sample_closed_empty, why: m.demo_why_closed_empty },
	'cap-beside': { title: m.demo_sample_cap_beside, why: m.demo_why_cap_beside },
	'hidden-cap': { title: m.demo_sample_hidden_cap, why: m.demo_why_hidden_cap },
	thumb: { title: m.demo_sample_thumb, why: m.demo_why_thumb },
	'others-behind': { title: m.demo_sample_others_behind, why: m.demo_why_others_behind },
	can: { title: m.demo_sample_can, why: m.demo_why_can },
	'caps-only': { title: m.demo_sample_caps_only, why: m.demo_why_caps_only },
	'cut-off': { title: m.demo_sample_cut_off, why: m.demo_why_cut_off }
};

/** What the picture truly shows. */
export function truthWords(label: Sample['label']): string {
	switch (label) {
		case 'open':
			return m.demo_truth_open();
		case 'closed':
			return m.demo_truth_closed();
		case 'none':
			return m.demo_truth_none();
		case 'unclear':
			return m.demo_truth_unclear();
	}
}

export function outcomeWords(outcome: Outcome): string {
	switch (outcome) {
		case 'right':
			return m.demo_outcome_right();
		case 'careful':
			return m.demo_outcome_careful();
		case 'wrong':
			return m.demo_outcome_wrong();
	}
}
