/** Messages that a reader of both languages has found to be rightly the same as in Portuguese. */
export const SAME_IN_PORTUGUESE = {
	en: [],
	es: ['nav_report', 'nav_settings', 'shell_cancel']
} as const satisfies Record<string, readonly string[]>;
