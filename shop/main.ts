import { run } from './run.js'
import { readShopOptions } from './settings.js'
import { startShop } from './shop.js'

await run('shop', () => startShop(readShopOptions(process.env)))
