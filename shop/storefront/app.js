import { startBasket } from './basket.js'
import { startCatalogue } from './catalogue.js'
import { notify } from './elements.js'
import { startOrders } from './orders.js'

for (const dialog of document.querySelectorAll('dialog')) {
  // A click beside a dialog lands on the dialog itself, one inside on its content.
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())
}

startOrders()
const started = await Promise.allSettled([startCatalogue(), startBasket()])
const failure = started.find(({ status }) => status === 'rejected')
if (failure) notify(failure.reason.message)
