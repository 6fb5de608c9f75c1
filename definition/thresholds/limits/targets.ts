/** Labels that Prometheus gives to what it scrapes in the stack: the examples of the limits stand on these targets. */
export const onExporter = { job: 'exporter', service: 'exporter', instance: 'exporter:9464' } as const
export const onShop = { service: 'shop', job: 'shop', instance: 'shop:4000' } as const
