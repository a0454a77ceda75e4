paylift=@sh:program@
trials=@sh:trials@
shards=@sh:shards@
partials=@sh:partials@
scenario=(@sh:scenario@) # and its options, the same for every command
out=(@sh:out@)

# Shards that lack a valid partial, as 5,17,40.
missing() { "$paylift" shards "${scenario[@]}" --trials "$trials" --shards "$shards" --partial-dir "$partials"; }
# One shard, by its number.
shard() { exec "$paylift" run "${scenario[@]}" --trials "$trials" --shard "$1/$shards" --threads 1 --partial-dir "$partials"; }
# Everything into the run folder; says what is missing, if something is.
merge() { exec "$paylift" merge --expect "$trials" "${out[@]}" --partial-dir "$partials"; }
