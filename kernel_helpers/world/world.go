// Package world draws pictures: the scenes that the micro models learn from, and the data sets that they are
// compared on.
package world
