import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every page of the built app, as paths under its base: '' for the first, then 'history/' and so on. */
export function builtRoutes(build = 'dist/static'): string[] {
	const folders = readdirSync(build, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	const pages = folders.map(({ name }) => name).filter((name) => existsSync(join(build, name, 'index.html')));
	return ['', ...pages.sort().map((name) => `${name}/`)];
}

/** Settings as a first visit finds them on the device; the key is that of session/settings. */
export const storedSettings = (settings: object) =>
	[
		(value: string) => {
			if (!localStorage.getItem('inspector.settings')) localStorage.setItem('inspector.settings', value);
		},
		JSON.stringify(settings)
	] as const;
