//! The heaviest matching of a graph.
//!
//! Edmonds' blossom algorithm with dual variables in the dense O(n³) form (Galil 1986, *ACM Computing Surveys* 18:23): trees of alternating edges
//! grow from every free vertex, odd cycles are shrunk into blossoms, duals move until an edge becomes tight or a blossom opens.

use std::collections::VecDeque;

/// An edge between two vertices; weight 0 is none.
#[derive(Debug, Clone, Copy, Default)]
struct Edge {
    from: usize,
    to: usize,
    weight: i64,
}

/// Place in the alternating trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    Even,
    Odd,
}

/// The search. Vertices are 1..=n, blossoms n+1 and beyond, 0 is none.
pub(super) struct Blossoms {
    n: usize,
    /// Vertices and blossoms in use.
    used: usize,
    edges: Vec<Vec<Edge>>,
    dual: Vec<i64>,
    mate: Vec<usize>,
    /// The vertex whose edge to this node has least slack.
    nearest: Vec<usize>,
    /// The outermost blossom that holds it.
    outer: Vec<usize>,
    parent: Vec<usize>,
    /// Which child of a blossom holds a vertex.
    child: Vec<Vec<usize>>,
    place: Vec<Place>,
    visited: Vec<usize>,
    visit: usize,
    cycle: Vec<Vec<usize>>,
    queue: VecDeque<usize>,
}

impl Blossoms {
    /// Of `n` vertices, counted from 0 in `weight`; a weight of 0 is no edge.
    pub(super) fn new(n: usize, weight: impl Fn(usize, usize) -> i64) -> Self {
        let size = 2 * n + 1;
        let edge = |from: usize, to: usize| Edge {
            from,
            to,
            weight: if from != to && (1..=n).contains(&from) && (1..=n).contains(&to) { weight(from - 1, to - 1) } else { 0 },
        };
        let edges: Vec<Vec<Edge>> = (0..size).map(|from| (0..size).map(|to| edge(from, to)).collect()).collect();
        let heaviest = edges.iter().flatten().map(|e| e.weight).max().unwrap_or(0);
        let mut child = vec![vec![0; n + 1]; size];
        for (vertex, own) in child.iter_mut().enumerate().take(n + 1) {
            own[vertex] = vertex;
        }
        Self {
            n,
            used: n,
            edges,
            dual: (0..size).map(|v| if (1..=n).contains(&v) { heaviest } else { 0 }).collect(),
            mate: vec![0; size],
            nearest: vec![0; size],
            outer: (0..size).map(|v| if v <= n { v } else { 0 }).collect(),
            parent: vec![0; size],
            child,
            place: vec![Place::Outside; size],
            visited: vec![0; size],
            visit: 0,
            cycle: vec![Vec::new(); size],
            queue: VecDeque::new(),
        }
    }

    /// Partner of each vertex, counted from 0.
    pub(super) fn heaviest(mut self) -> Vec<usize> {
        while self.augmented() {}
        (1..=self.n).map(|v| self.mate[v].wrapping_sub(1)).collect()
    }

    fn slack(&self, edge: Edge) -> i64 {
        self.dual[edge.from] + self.dual[edge.to] - 2 * self.edges[edge.from][edge.to].weight
    }

    fn offer_nearest(&mut self, from: usize, to: usize) {
        let held = self.nearest[to];
        if held == 0 || self.slack(self.edges[from][to]) < self.slack(self.edges[held][to]) {
            self.nearest[to] = from;
        }
    }

    fn find_nearest(&mut self, to: usize) {
        self.nearest[to] = 0;
        for from in 1..=self.n {
            if self.edges[from][to].weight > 0 && self.outer[from] != to && self.place[self.outer[from]] == Place::Even {
                self.offer_nearest(from, to);
            }
        }
    }

    fn enqueue(&mut self, node: usize) {
        if node <= self.n {
            self.queue.push_back(node);
        } else {
            for inner in self.cycle[node].clone() {
                self.enqueue(inner);
            }
        }
    }

    fn put_inside(&mut self, node: usize, blossom: usize) {
        self.outer[node] = blossom;
        if node > self.n {
            for inner in self.cycle[node].clone() {
                self.put_inside(inner, blossom);
            }
        }
    }

    /// Position of a child in its blossom's cycle, the cycle turned so that the way from its base is even.
    fn even_position(&mut self, blossom: usize, child: usize) -> usize {
        let cycle = &mut self.cycle[blossom];
        let at = cycle.iter().position(|&node| node == child).unwrap_or(0);
        if at % 2 == 1 {
            cycle[1..].reverse();
            cycle.len() - at
        } else {
            at
        }
    }

    fn set_mate(&mut self, node: usize, other: usize) {
        let edge = self.edges[node][other];
        self.mate[node] = edge.to;
        if node > self.n {
            let child = self.child[node][edge.from];
            let at = self.even_position(node, child);
            for i in 0..at {
                let (a, b) = (self.cycle[node][i], self.cycle[node][i ^ 1]);
                self.set_mate(a, b);
            }
            self.set_mate(child, other);
            self.cycle[node].rotate_left(at);
        }
    }

    fn augment(&mut self, mut node: usize, mut other: usize) {
        loop {
            let next = self.outer[self.mate[node]];
            self.set_mate(node, other);
            if next == 0 {
                return;
            }
            let parent = self.outer[self.parent[next]];
            self.set_mate(next, parent);
            (node, other) = (parent, next);
        }
    }

    fn common_ancestor(&mut self, mut a: usize, mut b: usize) -> usize {
        self.visit += 1;
        while a != 0 || b != 0 {
            if a != 0 {
                if self.visited[a] == self.visit {
                    return a;
                }
                self.visited[a] = self.visit;
                a = self.outer[self.mate[a]];
                if a != 0 {
                    a = self.outer[self.parent[a]];
                }
            }
            (a, b) = (b, a);
        }
        0
    }

    fn shrink(&mut self, a: usize, base: usize, b: usize) {
        let blossom = (self.n + 1..=self.used).find(|&at| self.outer[at] == 0).unwrap_or(self.used + 1);
        self.used = self.used.max(blossom);
        self.dual[blossom] = 0;
        self.place[blossom] = Place::Even;
        self.mate[blossom] = self.mate[base];
        let mut cycle = vec![base];
        for (arm, from) in [a, b].into_iter().enumerate() {
            let mut node = from;
            while node != base {
                let other = self.outer[self.mate[node]];
                cycle.extend([node, other]);
                self.enqueue(other);
                node = self.outer[self.parent[other]];
            }
            if arm == 0 {
                cycle[1..].reverse();
            }
        }
        self.cycle[blossom].clone_from(&cycle);
        self.put_inside(blossom, blossom);
        for node in 1..=self.used {
            self.edges[blossom][node].weight = 0;
            self.edges[node][blossom].weight = 0;
        }
        self.child[blossom] = vec![0; self.n + 1];
        for inner in cycle {
            for node in 1..=self.used {
                if self.edges[blossom][node].weight == 0 || self.slack(self.edges[inner][node]) < self.slack(self.edges[blossom][node]) {
                    self.edges[blossom][node] = self.edges[inner][node];
                    self.edges[node][blossom] = self.edges[node][inner];
                }
            }
            for vertex in 1..=self.n {
                if self.child[inner][vertex] != 0 {
                    self.child[blossom][vertex] = inner;
                }
            }
        }
        self.find_nearest(blossom);
    }

    fn expand(&mut self, blossom: usize) {
        for inner in self.cycle[blossom].clone() {
            self.put_inside(inner, inner);
        }
        let entry = self.child[blossom][self.edges[blossom][self.parent[blossom]].from];
        let at = self.even_position(blossom, entry);
        let cycle = self.cycle[blossom].clone();
        for i in (0..at).step_by(2) {
            let (node, next) = (cycle[i], cycle[i + 1]);
            self.parent[node] = self.edges[next][node].from;
            (self.place[node], self.place[next]) = (Place::Odd, Place::Even);
            self.nearest[node] = 0;
            self.find_nearest(next);
            self.enqueue(next);
        }
        self.place[entry] = Place::Odd;
        self.parent[entry] = self.parent[blossom];
        for &node in &cycle[at + 1..] {
            self.place[node] = Place::Outside;
            self.find_nearest(node);
        }
        self.outer[blossom] = 0;
    }

    /// A tight edge: grows a tree, shrinks a blossom, or ends the stage with one more pair (true).
    fn follow(&mut self, edge: Edge) -> bool {
        let (a, b) = (self.outer[edge.from], self.outer[edge.to]);
        match self.place[b] {
            Place::Outside => {
                self.parent[b] = edge.from;
                self.place[b] = Place::Odd;
                let next = self.outer[self.mate[b]];
                (self.nearest[b], self.nearest[next]) = (0, 0);
                self.place[next] = Place::Even;
                self.enqueue(next);
                false
            }
            Place::Even => match self.common_ancestor(a, b) {
                0 => {
                    self.augment(a, b);
                    self.augment(b, a);
                    true
                }
                base => {
                    self.shrink(a, base, b);
                    false
                }
            },
            Place::Odd => false,
        }
    }

    /// One stage: one more pair, or false when all that can be are matched.
    fn augmented(&mut self) -> bool {
        self.place.fill(Place::Outside);
        self.nearest.fill(0);
        self.queue.clear();
        for node in 1..=self.used {
            if self.outer[node] == node && self.mate[node] == 0 {
                self.parent[node] = 0;
                self.place[node] = Place::Even;
                self.enqueue(node);
            }
        }
        if self.queue.is_empty() {
            return false;
        }
        loop {
            while let Some(from) = self.queue.pop_front() {
                if self.place[self.outer[from]] == Place::Odd {
                    continue;
                }
                for to in 1..=self.n {
                    if self.edges[from][to].weight > 0 && self.outer[from] != self.outer[to] {
                        if self.slack(self.edges[from][to]) == 0 {
                            if self.follow(self.edges[from][to]) {
                                return true;
                            }
                        } else {
                            self.offer_nearest(from, self.outer[to]);
                        }
                    }
                }
            }
            if !self.move_duals() {
                return false;
            }
            self.queue.clear();
            for node in 1..=self.used {
                let from = self.nearest[node];
                let tight = self.outer[node] == node && from != 0 && self.outer[from] != node && self.slack(self.edges[from][node]) == 0;
                if tight && self.follow(self.edges[from][node]) {
                    return true;
                }
            }
            for blossom in self.n + 1..=self.used {
                if self.outer[blossom] == blossom && self.place[blossom] == Place::Odd && self.dual[blossom] == 0 {
                    self.expand(blossom);
                }
            }
        }
    }

    /// Moves duals until another edge is tight or a blossom opens; false where a free vertex is worth no more.
    fn move_duals(&mut self) -> bool {
        let mut step = i64::MAX;
        for node in 1..=self.used {
            if self.outer[node] != node {
                continue;
            }
            if node > self.n && self.place[node] == Place::Odd {
                step = step.min(self.dual[node] / 2);
            }
            if self.nearest[node] != 0 {
                let slack = self.slack(self.edges[self.nearest[node]][node]);
                match self.place[node] {
                    Place::Outside => step = step.min(slack),
                    Place::Even => step = step.min(slack / 2),
                    Place::Odd => {}
                }
            }
        }
        for vertex in 1..=self.n {
            match self.place[self.outer[vertex]] {
                Place::Even if self.dual[vertex] <= step => return false,
                Place::Even => self.dual[vertex] -= step,
                Place::Odd => self.dual[vertex] += step,
                Place::Outside => {}
            }
        }
        for blossom in self.n + 1..=self.used {
            if self.outer[blossom] == blossom {
                match self.place[blossom] {
                    Place::Even => self.dual[blossom] += 2 * step,
                    Place::Odd => self.dual[blossom] -= 2 * step,
                    Place::Outside => {}
                }
            }
        }
        true
    }
}
