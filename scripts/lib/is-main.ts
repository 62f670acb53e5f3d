import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Whether this module is the script that was started, not one that it imports; also where it was started by a link or from
 * a folder whose name a URL would write otherwise.
 * @param url the module's `import.meta.url`
 */
export function isMain(url: string): boolean {
	const started = process.argv[1];
	return !!started && existsSync(started) && realpathSync(started) === fileURLToPath(url);
}
