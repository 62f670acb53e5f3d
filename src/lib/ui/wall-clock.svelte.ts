/** Wall time, milliseconds since 1970, that moves on by itself every few seconds. Call where a component is made. */
export function wallClock(everyMs = 15_000): { readonly nowMs: number } {
	let nowMs = $state(Date.now());
	$effect(() => {
		const timer = setInterval(() => (nowMs = Date.now()), everyMs);
		return () => clearInterval(timer);
	});
	return {
		get nowMs() {
			return nowMs;
		}
	};
}
