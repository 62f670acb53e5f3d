/**
 * Calls `step` this many times, each in a task of its own after a frame was drawn, so that no tap waits for all of them
 * together. A tab in the background draws no frame: what is left waits until it is looked at.
 * @returns ends it
 */
export function inTurns(times: number, step: () => void): () => void {
	let frame = 0;
	let task: ReturnType<typeof setTimeout> | undefined;
	const wait = (left: number) => {
		if (left === 0) return;
		frame = requestAnimationFrame(() => {
			task = setTimeout(() => {
				step();
				wait(left - 1);
			});
		});
	};
	wait(times);
	return () => {
		cancelAnimationFrame(frame);
		clearTimeout(task);
	};
}
