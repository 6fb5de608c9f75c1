/** What the shop sells: in each category every quality in every kind, 63 products a category. */
export interface Department {
  readonly slug: string
  readonly title: string
  readonly qualities: readonly string[]
  /** Each kind with the cents of its cheapest product. */
  readonly kinds: readonly (readonly [name: string, fromCents: number])[]
}

export const departments: readonly Department[] = [
  {
    slug: 'clothing',
    title: 'Clothing',
    qualities: ['Merino', 'Linen', 'Organic Cotton', 'Brushed Flannel', 'Washed Denim', 'Ribbed', 'Oversized', 'Quilted', 'Recycled Wool'],
    kinds: [
      ['Cardigan', 6900],
      ['Overshirt', 7900],
      ['T-Shirt', 2400],
      ['Trousers', 8400],
      ['Scarf', 3200],
      ['Hoodie', 6400],
      ['Winter Coat', 18900],
    ],
  },
  {
    slug: 'shoes',
    title: 'Shoes',
    qualities: ['Suede', 'Full-Grain Leather', 'Canvas', 'Waterproof', 'Vegan', 'Lightweight', 'Classic', 'Trail', 'Wide-Fit'],
    kinds: [
      ['Chelsea Boots', 14900],
      ['Trainers', 8900],
      ['Loafers', 11900],
      ['Sandals', 5400],
      ['Hiking Boots', 16900],
      ['Slippers', 3400],
      ['Derbys', 13900],
    ],
  },
  {
    slug: 'bags',
    title: 'Bags and Luggage',
    qualities: ['Waxed Canvas', 'Saddle Leather', 'Nylon', 'Felt', 'Foldable', 'Everyday', 'Cabin-Size', 'Weatherproof', 'Vintage'],
    kinds: [
      ['Backpack', 8900],
      ['Tote', 4900],
      ['Messenger Bag', 9900],
      ['Weekender', 12900],
      ['Wash Bag', 2900],
      ['Laptop Sleeve', 3400],
      ['Belt Bag', 3900],
    ],
  },
  {
    slug: 'kitchen',
    title: 'Kitchen',
    qualities: ['Enamel', 'Cast Iron', 'Stoneware', 'Copper', 'Olive Wood', 'Stainless', 'Borosilicate', 'Carbon Steel', 'Hand-Thrown'],
    kinds: [
      ['Saucepan', 5900],
      ['Mixing Bowl', 2400],
      ['Coffee Pot', 4400],
      ['Serving Board', 2900],
      ['Frying Pan', 6400],
      ['Storage Jar', 1400],
      ['Teapot', 3900],
    ],
  },
  {
    slug: 'home',
    title: 'Home and Living',
    qualities: ['Oak', 'Walnut', 'Rattan', 'Brass', 'Smoked Glass', 'Bouclé', 'Travertine', 'Powder-Coated', 'Handwoven'],
    kinds: [
      ['Table Lamp', 8900],
      ['Side Table', 14900],
      ['Mirror', 9900],
      ['Vase', 3400],
      ['Stool', 11900],
      ['Picture Frame', 1900],
      ['Throw', 5900],
    ],
  },
  {
    slug: 'garden',
    title: 'Garden',
    qualities: ['Terracotta', 'Galvanised', 'Teak', 'Forged', 'Copper-Clad', 'Fibre-Clay', 'Cedar', 'Ash-Handled', 'Solar'],
    kinds: [
      ['Planter', 3900],
      ['Watering Can', 3200],
      ['Hand Trowel', 1900],
      ['Bird Feeder', 2400],
      ['Lantern', 4400],
      ['Plant Stand', 5400],
      ['Herb Trough', 2900],
    ],
  },
  {
    slug: 'outdoor',
    title: 'Sport and Outdoor',
    qualities: ['Ultralight', 'Four-Season', 'Insulated', 'Packable', 'Alpine', 'Trekking', 'Reflective', 'Carbon', 'Quick-Dry'],
    kinds: [
      ['Sleeping Bag', 15900],
      ['Bottle', 2400],
      ['Running Vest', 6900],
      ['Headlamp', 3900],
      ['Camp Stove', 5900],
      ['Towel', 1900],
      ['Poles', 7900],
    ],
  },
  {
    slug: 'stationery',
    title: 'Books and Stationery',
    qualities: [
      'Dotted',
      'Clothbound',
      'Pocket',
      'Handmade Paper',
      'Letterpress',
      'Illustrated',
      'Recycled',
      'Refillable',
      'Leather-Bound',
    ],
    kinds: [
      ['Notebook', 1400],
      ['Diary', 1900],
      ['Sketchbook', 1700],
      ['Recipe Book', 2400],
      ['Travel Journal', 2200],
      ['Photo Album', 3400],
      ['Desk Calendar', 1500],
    ],
  },
]
