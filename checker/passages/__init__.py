"""An article, passage by passage: which of its words engage a provision, and a draft record that leaves every value to a person."""
