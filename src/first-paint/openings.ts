import * as m from '$lib/paraglide/messages';

/** What stands at the top of a page before anything of the device is known. */
export interface Opening {
	readonly heading: () => string;
	readonly lead?: () => string;
	readonly width?: 'text' | 'normal' | 'wide';
}

/**
 * The opening of each page by its path, but for those that are drawn as a whole (FirstPaint.svelte). A browser test
 * holds them against the pages themselves.
 */
export const OPENINGS: Readonly<Record<string, Opening>> = {
	'/history': { heading: m.nav_history, lead: m.records_lead_history, width: 'wide' },
	'/report': { heading: m.nav_report, lead: m.records_report_lead, width: 'wide' },
	'/challenge': { heading: m.nav_challenge, lead: m.records_challenge_lead, width: 'text' },
	'/settings': { heading: m.nav_settings, lead: m.settings_lead },
	'/planner': { heading: m.nav_planner, lead: m.records_plan_lead, width: 'text' },
	'/readiness': { heading: m.nav_readiness, lead: m.records_ready_lead, width: 'text' },
	'/teach-in': { heading: m.nav_teach_in, lead: m.teach_lead },
	'/evidence': { heading: m.nav_evidence, lead: m.evidence_lead, width: 'wide' },
	'/bench': { heading: m.nav_bench, lead: m.bench_lead },
	'/desk': { heading: m.nav_desk, lead: m.desk_lead, width: 'wide' },
	'/open': { heading: m.files_received_heading, lead: m.files_received_lead, width: 'wide' },
	'/more': { heading: m.nav_more, width: 'text' }
};
