# verified: scikit-learn 1.9.1
