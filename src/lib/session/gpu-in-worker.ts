/** Whether WebGL 2 has a real GPU here. Asked in a worker of its own, which ends with the answer; one that fails counts as no. */
export function hasHardwareGpu(): Promise<boolean> {
	return new Promise<boolean>((resolve) => {
		const worker = new Worker(new URL('./gpu-probe.worker.ts', import.meta.url), {
			type: 'module',
			name: 'gpu-probe'
		});
		const answer = (hardware: boolean) => {
			worker.terminate();
			resolve(hardware);
		};
		worker.onmessage = ({ data }: MessageEvent<boolean>) => answer(data);
		worker.onerror = () => answer(false);
	});
}
