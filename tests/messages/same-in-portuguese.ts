/** Messages that a reader of both languages has found to be rightly the same as in Portuguese. */
export const SAME_IN_PORTUGUESE = {
	en: ['settings_backend_webgl', 'settings_backend_webgpu'],
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
		'settings_alarm_never',
		'settings_archive',
		'settings_archive_all',
		'settings_backend_webgl',
		'settings_backend_webgpu',
		'settings_batch',
		'settings_engine',
		'settings_engine_model',
		'settings_engine_state',
		'settings_language',
		'settings_shift',
		'settings_theme',
		'settings_theme_contrast',
		'settings_theme_light',
		'shell_cancel'
	]
} as const satisfies Record<string, readonly string[]>;
