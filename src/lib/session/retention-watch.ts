import { originOf } from './record-origin';
import { settings } from './settings.svelte';

/** After the start, so that the first bottle does not wait for it; then again while the app stays open for weeks. */
const FIRST_MS = 5_000;
const EVERY_MS = 6 * 3_600_000;

/**
 * Applies the retention rule a little after the app's start, whichever page it starts on, and every six hours, until
 * the returned function is called. Without a rule nothing is written. Where the storage cannot be written the next
 * turn tries again; readiness tells what is wrong with the storage.
 */
export function watchRetention(): () => void {
	const apply = async () => {
		const { applyRetention } = await import('../records/retention');
		await applyRetention(originOf(settings.current));
	};
	const turn = () => void apply().catch(() => undefined);
	const first = setTimeout(turn, FIRST_MS);
	const later = setInterval(turn, EVERY_MS);
	return () => {
		clearTimeout(first);
		clearInterval(later);
	};
}
