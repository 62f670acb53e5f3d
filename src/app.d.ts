declare global {
	/** The package's version, set at build time. */
	const __APP_VERSION__: string;
	/** True in the node build, which carries the reporting route. */
	const __REPORTING__: boolean;
}

export {};
