import { overwriteGetLocale, overwriteSetLocale } from '$lib/paraglide/runtime';
import { Persisted } from './persisted.svelte';
import { settingsSchema, type Settings, type ThemeChoice } from './settings-schema';

/** The device's settings. Read `settings.current.x` (reactive), change with `settings.update({ x })`. */
export const settings = new Persisted<Settings>('inspector.settings', settingsSchema);

/**
 * [Note: instant language switch] Messages ask the settings for the locale, which is reactive: every text on the
 * screen follows a change at once, without a reload that would end a running inspection.
 */
overwriteGetLocale(() => settings.current.language);
overwriteSetLocale((language) => settings.update({ language }));

export type ActiveTheme = 'dark' | 'light' | 'contrast';

/** The theme that a choice means on this device: `system` asks for contrast first, then for brightness. */
export function resolveTheme(choice: ThemeChoice, prefers: (query: string) => boolean): ActiveTheme {
	if (choice !== 'system') return choice;
	if (prefers('(prefers-contrast: more)')) return 'contrast';
	return prefers('(prefers-color-scheme: light)') ? 'light' : 'dark';
}
