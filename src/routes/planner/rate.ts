import { formatShare } from '$lib/ui/format';

/** A small share in percent with as many decimals as it needs: 0.05 %, 0.5 %, 5 %. */
export const formatRate = (rate: number): string => formatShare(rate, rate < 0.001 ? 2 : rate < 0.01 ? 1 : 0);
