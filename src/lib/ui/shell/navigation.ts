import { base } from '$app/paths';
import * as m from '$lib/paraglide/messages';
import type { IconName } from '../icons/shapes';

/** A place in the app. Paths are without the base under which the app is served; `href` adds it. */
export interface Place {
	readonly path: string;
	readonly icon: IconName;
	/** Word in the navigation and start of the window's title, in the current language. */
	readonly word: () => string;
	/** Said after the word to those who do not see where the link stands: "more" alone describes nothing. */
	readonly said?: () => string;
	/** One sentence: what one does there. */
	readonly purpose: () => string;
}

export const MAIN_PLACES: readonly Place[] = [
	{ path: '/', icon: 'inspect', word: m.nav_inspect, purpose: m.nav_inspect_purpose },
	{ path: '/history', icon: 'history', word: m.nav_history, purpose: m.nav_history_purpose },
	{ path: '/report', icon: 'report', word: m.nav_report, purpose: m.nav_report_purpose },
	{ path: '/challenge', icon: 'challenge', word: m.nav_challenge, purpose: m.nav_challenge_purpose }
];

const desk: Place = { path: '/desk', icon: 'desk', word: m.nav_desk, purpose: m.nav_desk_purpose };

export const MORE_PLACES: readonly Place[] = [
	{ path: '/settings', icon: 'settings', word: m.nav_settings, purpose: m.nav_settings_purpose },
	{ path: '/planner', icon: 'planner', word: m.nav_planner, purpose: m.nav_planner_purpose },
	{ path: '/readiness', icon: 'readiness', word: m.nav_readiness, purpose: m.nav_readiness_purpose },
	{ path: '/demo', icon: 'demo', word: m.nav_demo, purpose: m.nav_demo_purpose },
	{ path: '/teach-in', icon: 'hand', word: m.nav_teach_in, purpose: m.nav_teach_in_purpose },
	{ path: '/evidence', icon: 'evidence', word: m.nav_evidence, purpose: m.nav_evidence_purpose },
	{ path: '/bench', icon: 'bench', word: m.nav_bench, purpose: m.nav_bench_purpose },
	...(__REPORTING__ ? [desk] : [])
];

export const MORE: Place = {
	path: '/more',
	icon: 'more',
	word: m.nav_more,
	said: m.nav_more_said,
	purpose: m.nav_more_purpose
};

/** Places that are reached from another place only. */
const HIDDEN_PLACES: readonly Place[] = [
	{ path: '/open', icon: 'file', word: m.nav_open, purpose: m.nav_open_purpose },
	...(__REPORTING__ ? [] : [desk])
];

/** Every route of the app; a test holds it against src/routes. */
export const PLACES: readonly Place[] = [...MAIN_PLACES, ...MORE_PLACES, MORE, ...HIDDEN_PLACES];

/** The address of a place under whatever path the app is served. */
export const href = (path: string): string => `${base}${path === '/' ? '/' : `${path}/`}`;

/** The place that `pathname` (with base) shows, or null. */
export function placeAt(pathname: string): Place | null {
	const path = pathname.slice(base.length).replace(/\/+$/, '') || '/';
	return PLACES.find((place) => place.path === path) ?? null;
}
