/** Messages that a reader of both languages has found to be rightly the same as in Portuguese. */
export const SAME_IN_PORTUGUESE = {
	en: [],
	es: [
		'files_all',
		'files_export',
		'files_filter',
		'files_measure_light',
		'files_measure_model',
		'files_probabilities',
		'files_progress',
		'files_progress_left',
		'files_resume',
		'files_stop',
		'nav_report',
		'nav_settings',
		'shell_cancel'
	]
} as const satisfies Record<string, readonly string[]>;
